include: [base]
extend:
  a:
    test.nop:
      - name: single
