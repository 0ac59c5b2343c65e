net: test.nop
vm:
  test.nop:
    - arg: "vm-in-${test:net:name}-x"
