extend:
  n:
    test.nop: []
a:
  test.nop:
    - name: n
b:
  test.nop:
    - name: n
