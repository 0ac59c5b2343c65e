s:
  test.nop:
    - require:
      - sls: [a]
