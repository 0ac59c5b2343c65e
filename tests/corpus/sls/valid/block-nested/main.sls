a: test.nop
#!require:a
b: test.nop
#!require:b
c: test.nop
#!END
d: test.nop
#!END
