a:
  test.nop:
    - x: {{ hub.idem.arg_bind.resolve('${test:b:x}') }}
