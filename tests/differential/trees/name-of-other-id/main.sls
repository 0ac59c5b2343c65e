a: {test.fail_without_changes: [{name: b}]}
b: {test.nop: []}
c: {test.nop: [{require: [{test: b}]}]}
