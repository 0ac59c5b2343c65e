a:
  test.nop:
    - x: {{ '${test' ~ '}' }}
