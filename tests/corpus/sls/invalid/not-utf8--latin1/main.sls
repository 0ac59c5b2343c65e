grüß: test.nop
