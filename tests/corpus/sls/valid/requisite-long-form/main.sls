t:
  test.nop:
    - names: [a, b]
u: test.nop
s:
  test.nop:
    - require:
      - test:
        - t[a]: []
        - u
