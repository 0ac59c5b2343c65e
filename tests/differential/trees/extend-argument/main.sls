include: [base]
extend:
  a:
    test.succeed_with_comment:
      - comment: extended
