include: [base]
extend:
  a:
    test.configurable_test_state:
      - comment: added
