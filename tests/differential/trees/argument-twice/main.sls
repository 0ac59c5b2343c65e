a:
  test.succeed_with_comment:
    - comment: one
    - comment: two
