a: test.nop
#!requires:a
b: test.nop
