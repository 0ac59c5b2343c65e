a:
  test.nop:
    - order: 7
    - names: [x, y]
b:
  test.nop:
    - order: 7
