change: {test.succeed_with_changes: []}
before: {test.nop: [{prereq: [{test: change}]}]}
after: {test.nop: [{require: [{test: change}]}, {require: [{test: before}]}]}
