#!mark||yaml
a: test.nop
