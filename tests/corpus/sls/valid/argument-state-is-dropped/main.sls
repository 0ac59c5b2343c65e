a:
  test.nop:
    - state: other
    - fun: other
