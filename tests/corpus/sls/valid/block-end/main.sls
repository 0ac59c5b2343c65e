happy: test.nop
#!require:happy
wow: test.nop
#!END
after:
  test.nop:
    - size: 1
