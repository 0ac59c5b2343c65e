a:
  _note: {x: y}
  test.nop: []
