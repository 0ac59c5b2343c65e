s:
  test.nop:
    - use_in:
      - test: other
