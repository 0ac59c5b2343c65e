a: test.nop
#!END
