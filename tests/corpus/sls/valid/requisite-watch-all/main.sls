t: test.nop
u: test.nop
s:
  test.nop:
    - watch_all:
      - test: t
      - test: u
