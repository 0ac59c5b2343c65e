a:
  test.nop: []
  time.sleep:
    - duration: 0
b: {test.nop: [{require: [{test: a}, {time: a}]}]}
