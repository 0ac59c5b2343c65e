include: [one]
