a: {test.succeed_with_changes: []}
l: {test.nop: [{listen: [{test: a}]}]}
x: {test.nop: [{require_any: [{test: a}]}]}
