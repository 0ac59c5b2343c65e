absolute: test.nop
