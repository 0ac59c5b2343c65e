a:
  test.nop:
    - x: "C:\dir"
