a: {test.succeed_with_changes: []}
b: {test.nop: [{listen: [{test: a}]}]}
c: {test.nop: [{listen: [{test: b}]}]}
