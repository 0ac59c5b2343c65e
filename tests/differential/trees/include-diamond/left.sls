include: [base]
l: {test.nop: []}
