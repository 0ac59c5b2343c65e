a: {test.configurable_test_state: [{comment: from a}, {changes: false}]}
b: {test.configurable_test_state: [{comment: own}, {use: [{test: a}]}]}
