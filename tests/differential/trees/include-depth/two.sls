include: [two_inner]
t: {test.nop: []}
