c: {test.nop: [{require: [{test: a}]}]}
a: {test.nop: []}
d: {test.nop: []}
