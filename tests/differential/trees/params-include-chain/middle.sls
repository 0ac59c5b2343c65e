include: [bottom]
a: middle
b: middle
