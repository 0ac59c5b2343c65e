a:
  test.nop:
    - order: 1.5
b:
  test.nop:
    - order: 1
