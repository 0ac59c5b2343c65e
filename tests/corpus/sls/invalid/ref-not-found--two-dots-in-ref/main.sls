include: [a..b]
