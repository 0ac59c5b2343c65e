t: test.nop
u: test.nop
s:
  test.nop:
    - prereq:
      - test: t
      - test: u
