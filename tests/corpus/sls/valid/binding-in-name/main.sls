net: test.nop
vm:
  test.nop:
    - name: vm-${test:net:zone}
