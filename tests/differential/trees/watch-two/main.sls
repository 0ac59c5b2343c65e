a: {test.succeed_with_changes: []}
c: {test.nop: []}
b: {test.nop: [{watch: [{test: a}, {test: c}]}]}
