include: [two]
a: {test.nop: []}
