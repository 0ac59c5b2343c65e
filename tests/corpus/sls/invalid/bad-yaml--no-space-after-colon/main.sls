a:
  test.nop:
    - size:5
      label: x
