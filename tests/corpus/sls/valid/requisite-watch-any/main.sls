t: test.nop
u: test.nop
s:
  test.nop:
    - watch_any:
      - test: t
      - test: u
