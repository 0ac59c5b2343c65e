include: [two]
b: test.nop
