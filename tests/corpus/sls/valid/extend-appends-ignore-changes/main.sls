include: [base]
extend:
  a:
    test.nop:
      - ignore_changes: [tags]
