m: test.nop
z:
  test.nop:
    - order: last
a:
  test.nop:
    - order: first
