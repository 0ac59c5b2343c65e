a: {test.nop: []}
c: {test.nop: []}
