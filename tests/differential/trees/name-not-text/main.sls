an_id:
  test.nop:
    - name: 5
