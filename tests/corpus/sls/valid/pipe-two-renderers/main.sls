#!mark|yaml
a:
  test.nop:
    - text: "@@"
    - bind: ${test:@@:path}
