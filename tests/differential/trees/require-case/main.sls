a: {test.nop: [{require: [{test: B}]}]}
B: {test.nop: []}
b: {test.fail_without_changes: []}
