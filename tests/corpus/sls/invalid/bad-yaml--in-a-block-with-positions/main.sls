a: test.nop
#!yaml
b: test.nop
b: test.nop
#!END
