leaf: {test.nop: []}
