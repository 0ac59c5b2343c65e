a: {test.fail_without_changes: []}
c: {test.nop: []}
b: {test.nop: [{onfail: [{test: a}, {test: c}]}]}
