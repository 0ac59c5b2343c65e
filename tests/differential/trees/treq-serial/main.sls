to_treq: {test.treq: []}
a: {test.nop: []}
b: {test.anop: []}
