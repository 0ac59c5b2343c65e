a:
  test.nop:
    - name: web
    - name_prefix: web-
