a:
  test.nop:
    - ignore_changes: [size]
