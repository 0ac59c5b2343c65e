include: [near, far]
a: test.nop
