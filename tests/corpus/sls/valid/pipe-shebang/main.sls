#!yaml
a: test.nop
