b: test.nop
a: test.nop
d: {test.nop: []}
c: {test.nop: []}
