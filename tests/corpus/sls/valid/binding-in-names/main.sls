net: test.nop
vm:
  test.nop:
    - names: ["${test:net:zone}", plain]
