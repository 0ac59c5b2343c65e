a:
  test.nop:
    - size 5
