s:
  test.nop:
    - use: t
