t: test.nop
u: test.nop
s:
  test.nop:
    - require: [t]
    - require: [u]
