include: [shared.net]
s:
  test.nop:
    - require:
      - sls: shared.*
