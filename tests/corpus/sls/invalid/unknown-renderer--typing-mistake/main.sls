#!yalm
a: test.nop
