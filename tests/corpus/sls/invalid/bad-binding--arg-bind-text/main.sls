vm:
  test.nop:
    - arg_bind: x
