a:
  test.nop:
    - list: [1, 2
