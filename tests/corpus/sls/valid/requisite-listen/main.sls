t: test.nop
u: test.nop
s:
  test.nop:
    - listen:
      - test: t
      - test: u
