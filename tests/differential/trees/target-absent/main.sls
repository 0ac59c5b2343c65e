a: {test.absent: []}
b: {test.nop: [{require: [{test: a}]}]}
