c: {test.fail_without_changes: []}
g: {test.nop: [{require: [{test: c}]}]}
n: {test.none_without_changes: []}
