t: test.nop
s:
  test.nop:
    - require_any_in:
      - test: t
