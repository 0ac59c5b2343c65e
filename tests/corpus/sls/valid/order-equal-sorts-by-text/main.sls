b:
  test.nop:
    - order: 5
a:
  test.nop:
    - order: 5
