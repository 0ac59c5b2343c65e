s:
  test.nop:
    - name: n
    - watch:
      - test: n
