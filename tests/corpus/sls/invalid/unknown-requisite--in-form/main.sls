t: test.nop
s:
  test.nop:
    - requrie_in:
      - test: t
