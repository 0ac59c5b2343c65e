10: test.nop
2: test.nop
yes: test.nop
