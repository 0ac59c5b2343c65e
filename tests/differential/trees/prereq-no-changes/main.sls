change: {test.succeed_without_changes: []}
before: {test.nop: [{prereq: [{test: change}]}]}
