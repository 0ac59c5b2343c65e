a:
  test.nop:
    - name_prefix: web_|-
