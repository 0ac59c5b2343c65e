include: [.missing]
