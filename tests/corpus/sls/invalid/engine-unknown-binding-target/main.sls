net: test.nop
a:
  test.nop:
    - x: ${test:nte:y}
