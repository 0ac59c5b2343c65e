vm:
  test.nop:
    - spec:
        - a
        - list:
            - ok
            - x ${net} y
