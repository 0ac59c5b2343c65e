t:
  test.nop:
    - name: the thing
s:
  test.nop:
    - require:
      - test: the thing
