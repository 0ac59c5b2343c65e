include: [two]
