net: test.nop
vm:
  test.nop:
    - arg: ${test:net:subnets[0]:id}
