s:
  test.nop:
    - require:
      - test: {a: b}
