from_here: test.nop
