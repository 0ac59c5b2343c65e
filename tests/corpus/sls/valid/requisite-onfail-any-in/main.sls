t: test.nop
s:
  test.nop:
    - onfail_any_in:
      - test: t
