s:
  test.nop:
    - require_in: t
