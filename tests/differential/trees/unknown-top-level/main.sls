order: {test.nop: []}
a: test.nop
