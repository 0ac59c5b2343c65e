t: test.nop
s:
  test.nop:
    - prereq_in:
      - test: t
