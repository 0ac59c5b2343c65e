include: [..up, ..c.leaf]
a: {test.nop: []}
