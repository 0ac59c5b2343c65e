a: test.nop
#!require:a

#!END
