a:
  test.nop:
    - name_prefix: 5
