change: {test.configurable_test_state: [{changes: true}, {result: true}]}
before: {test.nop: [{prereq: [{test: change}]}]}
