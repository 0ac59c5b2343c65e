a:
  test:
    - nop
