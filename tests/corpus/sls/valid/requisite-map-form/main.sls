t: test.nop
s:
  test.nop:
    - require: {test: t}
