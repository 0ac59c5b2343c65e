a: {test.nop: [{require: [{nothing: b}]}]}
b: {test.nop: []}
