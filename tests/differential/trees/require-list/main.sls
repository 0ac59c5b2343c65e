a: {test.nop: [{require: [{test: b}, {test: c}]}]}
b: {test.nop: []}
c: {test.nop: []}
