wrong: test.nop
