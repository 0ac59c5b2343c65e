vm:
  test.nop:
    - arg_bind: [{test: [{net: [{"a[x]": arg}]}]}]
