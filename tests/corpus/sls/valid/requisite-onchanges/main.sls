t: test.nop
u: test.nop
s:
  test.nop:
    - onchanges:
      - test: t
      - test: u
