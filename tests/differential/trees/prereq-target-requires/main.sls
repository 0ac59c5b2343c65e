base: {test.nop: []}
change: {test.succeed_with_changes: [{require: [{test: base}]}]}
before: {test.nop: [{prereq: [{test: change}]}]}
