net: test.nop
vm:
  test.nop:
    - text: |
        first
        second ${test:net:b}
