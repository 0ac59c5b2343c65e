a:
  test..nop: []
