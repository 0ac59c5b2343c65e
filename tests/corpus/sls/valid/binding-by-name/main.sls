net:
  test.nop:
    - names: [a, b]
vm:
  test.nop:
    - arg: ${test:net[b]:cidr}
