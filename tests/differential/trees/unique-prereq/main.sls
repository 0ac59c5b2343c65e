a: {test.unique_op: [{prereq: [{test: c}]}]}
b: {test.unique_op: []}
c: {test.succeed_with_changes: []}
