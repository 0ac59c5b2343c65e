extend:
  a:
    test.nop: []
