5: test.nop
s:
  test.nop:
    - require:
      - test: 5
