n: test.nop
a:
  test.nop:
    - net: ${test:n:id}
b:
  test.nop:
    - use: [a]
