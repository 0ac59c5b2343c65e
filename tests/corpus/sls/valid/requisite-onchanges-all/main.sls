t: test.nop
u: test.nop
s:
  test.nop:
    - onchanges_all:
      - test: t
      - test: u
