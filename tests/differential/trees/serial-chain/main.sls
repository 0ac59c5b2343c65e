c: {test.nop: [{require: [{test: b}]}]}
b: {test.nop: [{require: [{test: a}]}]}
a: {test.nop: []}
