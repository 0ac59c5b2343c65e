net: test.nop
vm:
  test.nop:
    - arg: "costs ${ and $5 and {x}"
