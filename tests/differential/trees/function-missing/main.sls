a:
  test:
    - comment: x
