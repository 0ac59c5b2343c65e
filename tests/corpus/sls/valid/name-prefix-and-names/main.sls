a:
  test.nop:
    - name_prefix: web-
    - names: [web-1, other]
