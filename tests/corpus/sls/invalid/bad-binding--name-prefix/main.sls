a:
  test.nop:
    - name_prefix: ${test:b:x}-
b:
  test.nop: []
