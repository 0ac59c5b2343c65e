key: test.nop
key: test.nop
key: test.nop
