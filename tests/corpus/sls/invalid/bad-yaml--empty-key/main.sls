: test.nop
