include: [base]
b: from top
