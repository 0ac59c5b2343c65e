a:
  test.nop:
    - size: !!int five
