a:
  test.nop:
    - x: {{ params.size }}
