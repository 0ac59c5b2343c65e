s:
  test.nop:
    - prereq_in:
      - test: other
