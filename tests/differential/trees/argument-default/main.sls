a: {test.configurable_test_state: []}
b: {test.configurable_test_state: [{changes: false}]}
c: {test.configurable_test_state: [{result: false}]}
