include:
  - .bar
  - ..baz
a: test.nop
