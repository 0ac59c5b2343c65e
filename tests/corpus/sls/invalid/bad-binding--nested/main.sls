net: test.nop
vm:
  test.nop:
    - arg: "${test:net:${test:x:y}}"
