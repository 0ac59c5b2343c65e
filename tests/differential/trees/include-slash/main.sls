include: [sub/other]
a: {test.nop: []}
