include: [one, one, two]
a: test.nop
