a:
  test.nop:
    - x: {{ 'a' + 1 }}
