a:
  test.nop:
    - x: {{ '${test:b}' }}
