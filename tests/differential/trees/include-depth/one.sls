include: [one_inner]
o: {test.nop: []}
