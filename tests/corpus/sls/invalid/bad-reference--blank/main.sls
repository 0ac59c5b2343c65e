a: test nop.x
