extend:
  a:
    test.succeed_with_comment:
      - comment: extended
a:
  test.succeed_with_comment:
    - comment: original
