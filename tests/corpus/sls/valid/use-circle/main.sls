a:
  test.nop:
    - x: 1
    - use: [b]
b:
  test.nop:
    - y: 2
    - use: [a]
