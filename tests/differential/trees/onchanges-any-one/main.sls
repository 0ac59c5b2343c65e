a: {test.succeed_with_changes: []}
c: {test.nop: []}
b: {test.nop: [{onchanges_any: [{test: a}, {test: c}]}]}
