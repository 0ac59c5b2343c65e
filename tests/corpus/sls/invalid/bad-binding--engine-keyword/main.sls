net: test.nop
vm:
  test.nop:
    - onlyif: test ${test:net:x}
