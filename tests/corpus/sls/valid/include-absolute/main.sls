include:
  - shared.net
a: test.nop
