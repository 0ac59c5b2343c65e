a: {test.nop: []}
b: {test.nop: [{onfail: [{test: a}]}]}
c: {test.nop: [{require: [{test: b}]}]}
