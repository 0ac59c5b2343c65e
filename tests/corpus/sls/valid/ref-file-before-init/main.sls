file: test.nop
