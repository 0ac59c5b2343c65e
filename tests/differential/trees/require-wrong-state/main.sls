a: {test.nop: [{require: [{time: b}]}]}
b: {test.nop: []}
