s:
  test.nop:
    - watch: [5]
