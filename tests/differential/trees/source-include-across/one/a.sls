include: [deep.b]
a: {test.nop: []}
