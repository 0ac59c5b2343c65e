a:
  test.nop:
    - names: 5
