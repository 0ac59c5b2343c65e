include: [base]
extend:
  a:
    test.configurable_test_state:
      - changes: false
