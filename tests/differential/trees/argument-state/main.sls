a:
  test.nop:
    - state: other
