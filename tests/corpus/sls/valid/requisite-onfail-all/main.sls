t: test.nop
u: test.nop
s:
  test.nop:
    - onfail_all:
      - test: t
      - test: u
