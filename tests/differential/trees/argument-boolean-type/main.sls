a: {test.configurable_test_state: [{changes: false}, {result: "yes please"}]}
