a:
  test.nop:
    - use: [b]
b:
  test.nop:
    - use: [c]
c:
  test.nop:
    - size: 1
