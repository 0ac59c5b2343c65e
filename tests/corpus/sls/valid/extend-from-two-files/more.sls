extend:
  a:
    test.nop:
      - size: 3
      - label: more
