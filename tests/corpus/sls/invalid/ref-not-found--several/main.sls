include: [x, y]
a:
  test.nop: 5
