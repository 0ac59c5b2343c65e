all: {test.nop: [{require: [{test: many}]}]}
many:
  test.configurable_test_state:
    - changes: false
    - names:
      - x:
        - result: true
      - y:
        - result: false
