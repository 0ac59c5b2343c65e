a:
  test.nop:
    - poll: 5
    - limit: 0.2
    - burst: 5
    - sema: [x]
