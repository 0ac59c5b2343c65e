include: [one, two]
