include:
  - ...top
a: test.nop
