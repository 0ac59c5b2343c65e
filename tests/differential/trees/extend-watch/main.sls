include: [base]
extend:
  a:
    test.nop:
      - watch:
        - test: c
c: {test.succeed_with_changes: []}
