t: test.nop
s:
  test.nop:
    - watch_any_in:
      - test: t
