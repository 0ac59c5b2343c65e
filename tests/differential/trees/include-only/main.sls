include: [other]
