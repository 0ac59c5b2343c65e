a:
  test.nop:
    - name_prefix: null
b:
  test.nop:
    - name_prefix: ''
