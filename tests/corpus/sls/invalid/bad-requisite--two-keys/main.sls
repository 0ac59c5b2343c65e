s:
  test.nop:
    - require:
      - test: a
        cloud: b
