all: {test.nop: [{require: [{test: many}]}]}
one: {test.nop: [{require: [{test: y}]}]}
many:
  test.nop:
    - names: [x, y]
