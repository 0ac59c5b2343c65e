include: [a.my]
