include:
  - ..base
a: test.nop
