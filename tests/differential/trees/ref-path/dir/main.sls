include: [.side]
a: {test.nop: []}
