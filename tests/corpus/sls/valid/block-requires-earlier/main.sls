a:
  test.nop: []
#!require:a
b:
  test.nop:
    - require:
      - test: a
    - size: ${test:a:size}
