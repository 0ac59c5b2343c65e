a: test.nop
#!require:a
extend:
  a:
    test.nop:
      - size: 1
