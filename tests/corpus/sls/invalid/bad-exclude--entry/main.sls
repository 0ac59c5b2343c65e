exclude:
  - name: x
  - 5
a: test.nop
