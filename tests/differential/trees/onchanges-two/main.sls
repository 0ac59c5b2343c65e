a: {test.succeed_with_changes: []}
c: {test.nop: []}
b: {test.nop: [{onchanges: [{test: a}, {test: c}]}]}
