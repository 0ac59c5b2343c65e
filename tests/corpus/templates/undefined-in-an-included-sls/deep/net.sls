b:
  test.nop:
    - x: {{ size }}
