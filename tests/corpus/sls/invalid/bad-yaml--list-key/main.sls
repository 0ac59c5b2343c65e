[a, b]: test.nop
