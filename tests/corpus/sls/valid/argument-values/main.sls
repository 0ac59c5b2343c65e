a:
  test.nop:
    - null_value:
    - list: [1, two, [3]]
    - mapping:
        deep:
          er: true
    - empty: ""
