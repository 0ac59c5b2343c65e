t: test.nop
s:
  test.nop:
    - watch_in:
      - test: t
