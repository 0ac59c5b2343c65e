include: [.side, .deep.leaf]
a: {test.nop: []}
