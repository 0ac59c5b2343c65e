include: [base]
extend:
  a_name:
    test.configurable_test_state:
      - comment: extended
