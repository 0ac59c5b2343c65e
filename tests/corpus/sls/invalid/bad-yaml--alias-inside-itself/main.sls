a: &a
  test.nop:
    - x: *a
