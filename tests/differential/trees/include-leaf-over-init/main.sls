include: [a]
