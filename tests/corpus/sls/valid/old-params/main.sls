params:
  test.succeed_with_comment:
    - comment: bar None baz
