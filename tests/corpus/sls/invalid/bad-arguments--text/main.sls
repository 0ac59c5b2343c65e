a:
  test.nop: hello
