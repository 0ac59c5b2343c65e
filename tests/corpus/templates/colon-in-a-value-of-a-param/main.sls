a:
  test.nop:
    - x: 1
    - y: {{ params.title }}
