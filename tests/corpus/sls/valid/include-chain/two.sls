deep: test.nop
