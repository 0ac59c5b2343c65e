t: test.nop
s:
  test.nop:
    - onfail_all_in:
      - test: t
