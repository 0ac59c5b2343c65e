a:
  test.nop:
    - name: unused
    - names: [x, y]
