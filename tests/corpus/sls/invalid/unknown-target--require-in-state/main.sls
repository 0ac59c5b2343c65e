web: test.nop
s:
  test.nop:
    - require_in:
      - test.nop: web
