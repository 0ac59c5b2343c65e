c: test.nop
a:
  test.nop:
    - order: 2
b:
  test.nop:
    - order: 1
