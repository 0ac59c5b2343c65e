a: {test.nop: [{require: [{test: b}]}]}
