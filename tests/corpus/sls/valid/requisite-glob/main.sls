net_a: test.nop
net_b: test.nop
other: test.nop
s:
  test.nop:
    - require:
      - test: net_*
      - test: net_[ab]
