exclude: other
a: {test.nop: []}
