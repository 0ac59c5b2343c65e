b: {test.nop: [{require_any: [{test: a}, {test: c}]}]}
a: {test.nop: []}
c: {test.nop: [{require: [{test: a}]}]}
