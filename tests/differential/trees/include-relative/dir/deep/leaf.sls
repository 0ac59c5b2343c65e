c: {test.nop: []}
