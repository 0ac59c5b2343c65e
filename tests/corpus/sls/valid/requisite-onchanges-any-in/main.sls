t: test.nop
s:
  test.nop:
    - onchanges_any_in:
      - test: t
