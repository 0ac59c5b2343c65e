s:
  test.nop:
    - require_in:
      - test: s
