extend:
  wbe:
    test.nop: []
web: test.nop
