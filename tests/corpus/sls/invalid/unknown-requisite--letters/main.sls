t: test.nop
s:
  test.nop:
    - reqiure:
      - test: t
