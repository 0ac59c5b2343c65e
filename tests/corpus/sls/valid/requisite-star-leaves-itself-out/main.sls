a: test.nop
last:
  test.nop:
    - require:
      - test: "*"
