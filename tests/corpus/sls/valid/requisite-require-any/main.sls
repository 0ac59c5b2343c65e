t: test.nop
u: test.nop
s:
  test.nop:
    - require_any:
      - test: t
      - test: u
