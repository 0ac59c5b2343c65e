s:
  test.nop:
    - require:
