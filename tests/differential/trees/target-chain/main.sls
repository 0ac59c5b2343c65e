a: {test.nop: []}
b: {test.nop: [{require: [{test: a}]}]}
c: {test.nop: [{require: [{test: b}]}]}
d: {test.nop: []}
