include: [peer]
a: test.nop
