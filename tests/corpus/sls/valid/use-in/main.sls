a:
  test.nop:
    - size: 1
    - use_in:
      - test: b
b: test.nop
