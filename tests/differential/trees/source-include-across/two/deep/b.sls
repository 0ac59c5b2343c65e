b: {test.nop: [{require: [{test: a}]}]}
