include: [base]
extend:
  a:
    test.succeed_without_changes: []
