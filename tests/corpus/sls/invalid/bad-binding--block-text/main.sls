vm:
  test.nop:
    - text: |
        one
        two ${net}
