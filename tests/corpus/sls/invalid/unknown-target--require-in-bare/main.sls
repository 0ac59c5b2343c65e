web: test.nop
s:
  test.nop:
    - require_in: [wbe]
