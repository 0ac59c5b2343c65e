include: [base]
extend:
  a:
    test.nop:
      - require:
        - test: c
c: {test.nop: []}
