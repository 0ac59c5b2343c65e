include: [other, other]
