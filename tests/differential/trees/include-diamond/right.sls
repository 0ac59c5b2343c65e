include: [base]
r: {test.nop: []}
