a: {test.fail_without_changes: []}
c: {test.nop: []}
b: {test.nop: [{onfail_all: [{test: a}, {test: c}]}]}
