t: test.nop
u: test.nop
s:
  test.nop:
    - onfail:
      - test: t
      - test: u
