exclude: shared
a: test.nop
