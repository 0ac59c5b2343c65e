a:
  test.succeed_with_comment:
    - comment: x
      other: y
