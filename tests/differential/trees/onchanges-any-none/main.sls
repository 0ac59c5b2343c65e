a: {test.nop: []}
c: {test.nop: []}
b: {test.nop: [{onchanges_any: [{test: a}, {test: c}]}]}
