a:
  test.nop:
    - tags: {1: one, yes: two, 3.5: x}
