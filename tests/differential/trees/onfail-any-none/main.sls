a: {test.nop: []}
c: {test.nop: []}
b: {test.nop: [{onfail_any: [{test: a}, {test: c}]}]}
