a:
  test.nop:
    - names: []
