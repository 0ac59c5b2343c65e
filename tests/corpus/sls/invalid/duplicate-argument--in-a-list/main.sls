a:
  test.nop:
    - size: 1
    - size: 2
