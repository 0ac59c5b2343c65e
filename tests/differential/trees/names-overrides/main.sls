many:
  test.succeed_with_comment:
    - comment: shared
    - names:
      - x
      - y:
        - comment: own
