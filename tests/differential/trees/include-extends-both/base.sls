a: {test.configurable_test_state: [{comment: original}]}
