include: [other]
exclude: [other]
a: {test.nop: []}
