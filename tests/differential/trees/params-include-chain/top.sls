include: [middle]
a: top
