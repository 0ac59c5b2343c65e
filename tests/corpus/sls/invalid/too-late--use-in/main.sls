a: test.nop
#!require:a
b:
  test.nop:
    - x: 1
    - use_in: [a]
