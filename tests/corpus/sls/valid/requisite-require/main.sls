t: test.nop
u: test.nop
s:
  test.nop:
    - require:
      - test: t
      - test: u
