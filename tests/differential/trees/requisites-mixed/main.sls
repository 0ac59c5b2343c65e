ok: {test.succeed_with_changes: []}
bad: {test.fail_without_changes: []}
x:
  test.nop:
    - require:
      - test: ok
    - onfail:
      - test: bad
    - onchanges:
      - test: ok
