a:
  test.nop:
    - x: {{ nothing }}
