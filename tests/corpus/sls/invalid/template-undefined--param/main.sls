a:
  test.nop:
    - x: {{ params['zone'] }}
