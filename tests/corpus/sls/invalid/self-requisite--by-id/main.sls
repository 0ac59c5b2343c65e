s:
  test.nop:
    - require:
      - test: s
