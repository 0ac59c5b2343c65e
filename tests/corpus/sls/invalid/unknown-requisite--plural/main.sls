t: test.nop
s:
  test.nop:
    - requires:
      - test: t
