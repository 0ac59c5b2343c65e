a:
  test.nop:
    - name: the name
    - size: 1
