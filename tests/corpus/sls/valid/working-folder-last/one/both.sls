from_one: test.nop
