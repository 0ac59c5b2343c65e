t: test.nop
u: test.nop
s:
  test.nop:
    - onchanges_any:
      - test: t
      - test: u
