a: {test.none_without_changes: []}
b: {test.nop: [{require: [{test: a}]}]}
