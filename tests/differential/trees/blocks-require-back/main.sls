happy: {test.succeed_with_changes: []}
#!require:happy
wow: {test.nop: [{watch: [{test: happy}]}]}
