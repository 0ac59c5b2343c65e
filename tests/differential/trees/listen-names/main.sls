a: {test.succeed_with_changes: []}
b: {test.nop: [{names: [x, y]}, {listen: [{test: a}]}]}
