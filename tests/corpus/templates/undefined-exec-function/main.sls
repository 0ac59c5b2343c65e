a:
  test.nop:
    - x: {{ hub.exec.nope.list() }}
