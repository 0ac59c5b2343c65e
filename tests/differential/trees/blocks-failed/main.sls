sad: {test.fail_without_changes: []}
#!require:sad
wow: {test.nop: []}
