a: {test.fail_without_changes: []}
b: {test.nop: [{require: [{test: a}]}]}
c: {test.nop: [{onfail: [{test: b}]}]}
