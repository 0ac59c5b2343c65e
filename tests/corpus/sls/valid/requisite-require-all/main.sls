t: test.nop
u: test.nop
s:
  test.nop:
    - require_all:
      - test: t
      - test: u
