from_sub: {test.nop: []}
