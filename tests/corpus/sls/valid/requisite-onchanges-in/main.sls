t: test.nop
s:
  test.nop:
    - onchanges_in:
      - test: t
