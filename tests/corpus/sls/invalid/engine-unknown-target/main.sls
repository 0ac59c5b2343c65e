web: test.nop
a:
  test.nop:
    - require:
      - test: wbe
