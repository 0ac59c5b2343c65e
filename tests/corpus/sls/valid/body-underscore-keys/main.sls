a:
  _note: anything
  test.nop: []
