include: [..]
