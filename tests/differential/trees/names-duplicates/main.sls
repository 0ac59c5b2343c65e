many:
  test.nop:
    - names: [b, a, b]
