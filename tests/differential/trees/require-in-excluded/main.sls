include: [sub]
exclude: [sub]
b: {test.nop: []}
