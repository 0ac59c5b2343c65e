net: test.nop
vm:
  test.nop:
    - arg: ${test:net:cidr}
