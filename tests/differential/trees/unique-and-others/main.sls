a: {test.unique_op: []}
b: {test.unique_op: [{require: [{test: n}]}]}
n: {test.nop: [{require: [{test: a}]}]}
