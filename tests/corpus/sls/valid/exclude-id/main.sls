exclude:
  - id: b
a: test.nop
b: test.nop
b2: test.nop
