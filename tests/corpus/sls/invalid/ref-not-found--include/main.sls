include:
  - shared.nett
a: test.nop
