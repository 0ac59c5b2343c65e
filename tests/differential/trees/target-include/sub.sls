b: {test.nop: [{require: [{test: a}]}]}
c: {test.nop: []}
