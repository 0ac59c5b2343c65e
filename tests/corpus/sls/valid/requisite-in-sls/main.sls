include: [shared]
s:
  test.nop:
    - require_in:
      - sls: shared
