a: test.nop
b: test.nop
#!require:a;require:b
c: test.nop
