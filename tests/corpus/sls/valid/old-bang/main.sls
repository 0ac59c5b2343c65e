#!yaml
test: test.nop
