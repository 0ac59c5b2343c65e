a:
  test.nop:
    - x: "bell"
