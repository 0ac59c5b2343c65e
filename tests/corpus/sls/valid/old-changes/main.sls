changes:
  test.succeed_with_changes:
    - name: changes
watch_changes:
  test.nop:
    - onchanges:
      - test: changes
