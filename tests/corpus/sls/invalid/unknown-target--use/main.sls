s:
  test.nop:
    - use:
      - test: other
