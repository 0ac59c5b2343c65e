a: {test.unique_op: [{require: [{test: b}]}]}
b: {test.unique_op: []}
