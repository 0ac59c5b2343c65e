both:
  test.nop: []
  time.sleep:
    - duration: 0
after: {test.nop: [{require: [{time: both}]}]}
