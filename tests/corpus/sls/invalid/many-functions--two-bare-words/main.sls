a:
  test:
    - nop
    - present
