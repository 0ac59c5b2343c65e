a:
  test.nop:
    - text: !!str 5
    - number: !!int "5"
    - float: !!float 1
