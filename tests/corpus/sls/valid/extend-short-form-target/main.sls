include: [base]
extend:
  a:
    test.nop:
      - size: 2
