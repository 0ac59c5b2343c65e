a: {test.succeed_with_changes: []}
b: {test.nop: [{onchanges: [{test: a}]}]}
