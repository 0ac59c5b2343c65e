include: [other]
happy: {test.nop: []}
