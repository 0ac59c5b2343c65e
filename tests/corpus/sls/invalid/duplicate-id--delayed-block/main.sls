a: test.nop
#!require:a
a: test.nop
