a: {test.fail_without_changes: []}
c: {test.fail_without_changes: []}
b: {test.nop: [{onfail_all: [{test: a}, {test: c}]}]}
