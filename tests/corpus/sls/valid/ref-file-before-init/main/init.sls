init: test.nop
