a: nothing.nop
b: test.nop
