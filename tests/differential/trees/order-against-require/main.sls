early:
  test.nop:
    - order: 1
    - require:
      - test: late
late: {test.nop: [{order: 10}]}
