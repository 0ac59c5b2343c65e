net: test.nop
vm:
  test.nop:
    - arg: "${test:net:a} and ${b}"
