include: [other]
a: {test.nop: [{require: [{test: b}]}]}
