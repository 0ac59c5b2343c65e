a:
  test.nop:
    - size: 1
