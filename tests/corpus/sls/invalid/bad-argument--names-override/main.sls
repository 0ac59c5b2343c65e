a:
  test.nop:
    - names:
      - x:
        - 5
