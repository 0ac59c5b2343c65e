w1: {test.nop: []}
w2: {test.succeed_with_changes: []}
b: {test.nop: [{watch: [{test: "w?"}]}]}
