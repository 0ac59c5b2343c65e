include: [sub]
a: {test.nop: []}
