include: [nowhere]
a: {test.nop: []}
