include: [sub, other]
exclude: [sub]
extend:
  a:
    test.nop:
      - require: [{test: b}]
b: {test.nop: []}
