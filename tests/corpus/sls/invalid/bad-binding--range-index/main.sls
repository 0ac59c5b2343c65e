net: test.nop
vm:
  test.nop:
    - arg: "${test:net:a[0-1]}"
