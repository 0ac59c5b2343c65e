s:
  test.nop:
    - require:
      - test:
