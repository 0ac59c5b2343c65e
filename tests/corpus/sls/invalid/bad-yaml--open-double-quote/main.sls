a:
  test.nop:
    - name: "open
    - size: 5
b: test.nop
