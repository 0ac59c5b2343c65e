include:
  - deep.net
a: test.nop
