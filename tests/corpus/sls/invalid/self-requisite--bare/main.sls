s:
  test.nop:
    - require: [s]
