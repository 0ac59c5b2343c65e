include: [pkg.init]
a: {test.nop: []}
