include: [sub]
extend:
  a:
    test.nop:
      - require: [{test: z}]
z: {test.nop: []}
