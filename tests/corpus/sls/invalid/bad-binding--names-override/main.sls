vm:
  test.nop:
    - names:
      - x:
        - arg: ${net}
