s:
  test.nop:
    - require_in:
      - sls: other
