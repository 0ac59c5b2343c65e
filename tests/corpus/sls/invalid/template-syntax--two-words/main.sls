a:
  test.nop:
    - x: {{ one two }}
