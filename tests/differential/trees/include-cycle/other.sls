include: [main]
b: {test.nop: []}
