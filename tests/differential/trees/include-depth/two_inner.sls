ti: {test.nop: []}
