a: {test.configurable_test_state: [{name: own}, {changes: false}]}
b: {test.configurable_test_state: [{use: [{test: a}]}]}
