extend:
  a:
    test.nop:
      - [x]
a: test.nop
