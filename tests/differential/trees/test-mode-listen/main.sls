a: {test.succeed_with_changes: []}
b: {test.nop: [{listen: [{test: a}]}]}
