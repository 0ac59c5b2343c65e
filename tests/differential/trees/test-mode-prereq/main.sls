change: {test.configurable_test_state: [{changes: true}]}
before: {test.nop: [{prereq: [{test: change}]}]}
