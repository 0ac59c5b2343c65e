happy: {test.nop: []}
#!require:happy
bad: {test.fail_without_changes: []}
worse: {test.nop: [{require: [{test: bad}]}]}
