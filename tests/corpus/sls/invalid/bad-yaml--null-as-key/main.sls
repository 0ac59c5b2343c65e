{{ none }}:
  test.nop: []
