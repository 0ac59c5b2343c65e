g: {test.nop: []}
