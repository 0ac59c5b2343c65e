a:
  test.nop:
    - present
