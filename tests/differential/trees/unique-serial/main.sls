a: {test.unique_op: []}
b: {test.unique_op: []}
