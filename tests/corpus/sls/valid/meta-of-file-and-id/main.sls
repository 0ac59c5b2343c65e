META:
  params:
    x: 1
a:
  META:
    note: hello
  test.nop: []
b: test.nop
