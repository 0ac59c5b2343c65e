c: {test.configurable_test_state: [{changes: true}]}
b: {test.configurable_test_state: [{changes: true}, {prereq: [{test: c}]}]}
a: {test.nop: [{prereq: [{test: b}]}]}
