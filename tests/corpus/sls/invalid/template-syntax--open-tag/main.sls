a:
  test.nop:
    - x: {{ 1 +
