a: test.nop
#!require:a
b:
  test.nop:
    - require_in:
      - test: a
