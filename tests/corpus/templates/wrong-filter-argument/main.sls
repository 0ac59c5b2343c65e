a:
  test.nop:
    - x: {{ 'abc' | round(1) }}
