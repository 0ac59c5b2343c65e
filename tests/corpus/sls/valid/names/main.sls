a:
  test.nop:
    - names: [x, y, x, z]
    - size: 1
