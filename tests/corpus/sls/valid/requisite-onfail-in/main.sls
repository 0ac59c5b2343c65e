t: test.nop
s:
  test.nop:
    - onfail_in:
      - test: t
