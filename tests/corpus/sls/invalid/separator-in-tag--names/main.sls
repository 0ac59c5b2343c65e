a:
  test.nop:
    - names: [x, y_|-z]
