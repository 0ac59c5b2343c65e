t: test.nop
u: test.nop
s:
  test.nop:
    - watch:
      - test: t
      - test: u
