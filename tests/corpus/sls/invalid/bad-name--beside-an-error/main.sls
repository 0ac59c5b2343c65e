a:
  test.nop:
    - name: [x]
    - names: 5
b:
  test.nop:
    - name: 5
