a:
  test.nop:
    - x: {{ params.net.sise.x }}
