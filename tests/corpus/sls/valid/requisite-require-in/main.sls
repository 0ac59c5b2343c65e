t: test.nop
s:
  test.nop:
    - require_in:
      - test: t
