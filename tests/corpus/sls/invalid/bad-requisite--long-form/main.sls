s:
  test.nop:
    - require:
      - test: [5]
