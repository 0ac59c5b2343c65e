#!mark
a: test.nop
