o: {test.nop: []}
