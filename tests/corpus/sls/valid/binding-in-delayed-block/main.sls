net: test.nop
#!require:net
vm:
  test.nop:
    - arg: ${test:net:cidr}
