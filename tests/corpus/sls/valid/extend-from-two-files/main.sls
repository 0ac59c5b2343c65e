include: [base, more]
extend:
  a:
    test.nop:
      - size: 2
