include: [base, one]
extend:
  a:
    test.configurable_test_state:
      - comment: from main
