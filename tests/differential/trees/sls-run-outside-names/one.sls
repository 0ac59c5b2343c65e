a: {test.nop: [{require: [{test: t}]}]}
