a: {test.configurable_test_state: [{comment: from a}, {changes: false}, {use_in: [{test: b}]}]}
b: {test.configurable_test_state: [{result: true}]}
