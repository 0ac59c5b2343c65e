happy: test.nop
#!require: happy
wow: test.nop
