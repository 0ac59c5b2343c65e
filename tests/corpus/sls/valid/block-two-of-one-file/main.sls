a: test.nop
#!require:a
b: test.nop
#!END
#!require:a
c: test.nop
#!END
