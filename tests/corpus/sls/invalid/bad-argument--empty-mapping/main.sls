a:
  test.nop:
    - {}
