a: {test.succeed_with_changes: [{names: [x, y]}]}
b: {test.nop: [{watch: [{test: a}]}]}
c: {test.nop: [{watch: [{test: y}]}]}
