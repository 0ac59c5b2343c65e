foo:
  - test.nop
  - name: x
