net_a: test.nop
net_b: test.nop
s:
  test.nop:
    - require_in:
      - test: net_*
