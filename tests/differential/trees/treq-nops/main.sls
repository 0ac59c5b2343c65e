to_treq: {test.treq: []}
a: {test.nop: []}
b: {test.nop: []}
c: {test.nop: []}
