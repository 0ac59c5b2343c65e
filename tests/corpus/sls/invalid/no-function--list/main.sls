a:
  test:
    - size: 1
