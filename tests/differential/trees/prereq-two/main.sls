change: {test.succeed_with_changes: []}
b1: {test.nop: [{prereq: [{test: change}]}]}
b2: {test.nop: [{prereq: [{test: change}]}]}
