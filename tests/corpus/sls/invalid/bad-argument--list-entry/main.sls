a:
  test.nop:
    - [a]
