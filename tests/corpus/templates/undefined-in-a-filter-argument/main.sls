a:
  test.nop:
    - x: {{ [1, 2] | join(mark) }}
