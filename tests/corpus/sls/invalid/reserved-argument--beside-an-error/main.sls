a:
  test.nop:
    - state: x
    - 5
