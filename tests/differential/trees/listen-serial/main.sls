b: {test.nop: [{listen: [{test: a}]}]}
a: {test.succeed_with_changes: []}
c: {test.nop: []}
