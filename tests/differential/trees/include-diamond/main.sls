include: [left, right]
a: {test.nop: []}
