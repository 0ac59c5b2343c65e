the id: test.nop
