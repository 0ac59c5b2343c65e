a: {test.fail_with_changes: []}
b: {test.nop: [{require: [{test: a}]}]}
c: {test.nop: [{onfail: [{test: a}]}]}
