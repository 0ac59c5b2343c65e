net: test.nop
vm:
  test.nop:
    - arg: ${test:net:m[0][12]}
