include: [net.b]
a: test.nop
