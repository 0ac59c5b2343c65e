include: [..bar]
a: {test.nop: []}
