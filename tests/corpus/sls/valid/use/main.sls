a:
  test.nop:
    - name: not copied
    - size: 1
    - label: a
    - timeout: 5
    - require: [c]
b:
  test.nop:
    - label: own
    - use:
      - test: a
c: test.nop
