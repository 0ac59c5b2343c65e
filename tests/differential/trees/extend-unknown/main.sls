extend:
  nobody:
    test.nop:
      - comment: x
a: {test.nop: []}
