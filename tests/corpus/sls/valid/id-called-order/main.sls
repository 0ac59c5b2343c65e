order: test.nop
