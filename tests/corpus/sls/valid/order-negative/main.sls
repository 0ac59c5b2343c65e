z:
  test.nop:
    - order: -1
y:
  test.nop:
    - order: -2
m: test.nop
