a:
  test.nop:
    - names: [x, 5, {a: [], b: []}]
