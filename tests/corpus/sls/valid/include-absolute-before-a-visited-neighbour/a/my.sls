include: [.near, near]
