an_id: {test.configurable_test_state: [{name: a_name}, {changes: false}]}
