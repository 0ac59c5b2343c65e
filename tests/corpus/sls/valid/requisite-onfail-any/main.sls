t: test.nop
u: test.nop
s:
  test.nop:
    - onfail_any:
      - test: t
      - test: u
