net: test.nop
vm:
  test.nop:
    - spec:
        list:
          - plain
          - deep: ${test:net:cidr}
            text: "a ${test:net:b}"
