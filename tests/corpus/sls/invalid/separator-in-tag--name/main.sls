a:
  test.nop:
    - name: x_|-y
