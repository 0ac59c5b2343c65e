a:
b: test.nop
