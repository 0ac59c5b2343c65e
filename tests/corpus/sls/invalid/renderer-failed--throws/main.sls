#!broken
a: test.nop
