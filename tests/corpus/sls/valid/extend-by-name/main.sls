include: [base]
extend:
  the name:
    test.nop:
      - size: 2
