a:
  test.nop:
    - size: 1
      label: x
