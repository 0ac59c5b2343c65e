t: test.nop
u: test.nop
s:
  test.nop:
    - onfail_stop:
      - test: t
      - test: u
