a:
  test.nop:
    - order: [1]
