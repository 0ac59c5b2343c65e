f: {test.fail_without_changes: []}
a: {test.configurable_test_state: [{changes: false}, {comment: c}, {require: [{test: f}]}]}
b: {test.configurable_test_state: [{use: [{test: a}]}]}
