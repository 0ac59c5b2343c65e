many:
  test.succeed_with_comment:
    - names: [x, y, z]
    - comment: shared
