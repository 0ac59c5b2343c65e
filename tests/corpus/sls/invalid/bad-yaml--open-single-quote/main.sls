a:
  test.nop:
    - name: 'open
