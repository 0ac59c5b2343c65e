watched: test.succeed_with_changes
watches:
  test.nop:
    - watch:
      - test: watched
