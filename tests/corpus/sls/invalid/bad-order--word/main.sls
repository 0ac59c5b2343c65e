a:
  test.nop:
    - order: frist
