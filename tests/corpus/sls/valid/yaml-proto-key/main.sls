a:
  test.nop:
    - tags: {__proto__: 1, constructor: 2}
