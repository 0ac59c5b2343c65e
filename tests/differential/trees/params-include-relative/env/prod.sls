include: [.base]
a: prod
