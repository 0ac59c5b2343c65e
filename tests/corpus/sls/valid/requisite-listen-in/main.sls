t: test.nop
s:
  test.nop:
    - listen_in:
      - test: t
