a:
  test.nop:
    - x: {{ 'a' | uper }}
