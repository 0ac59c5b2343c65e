net: test.nop
vm:
  test.nop:
    - arg: ${test:net:a}/${test:net:b}/${test:net:a}
