vm:
  test.nop:
    - arg_bind:
      - test: []
        other: []
