a:
  test.nop: []
  test.present: []
