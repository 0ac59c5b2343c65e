META: {about: x}
extend:
  a:
    test.nop:
      - require: [{test: z}]
exclude: [gone]
include: [sub, gone]
z: {test.nop: []}
