extend:
  a:
    test.nop:
      - absent
a: test.nop
