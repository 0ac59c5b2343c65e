a: test.nop
#!yaml
a: test.nop
