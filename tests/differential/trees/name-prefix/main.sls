a:
  test.nop:
    - name_prefix: pre-
