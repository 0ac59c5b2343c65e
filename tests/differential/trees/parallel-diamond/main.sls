d: {test.nop: [{require: [{test: b}, {test: c}]}]}
b: {test.nop: [{require: [{test: a}]}]}
c: {test.nop: [{require: [{test: a}]}]}
a: {test.nop: []}
