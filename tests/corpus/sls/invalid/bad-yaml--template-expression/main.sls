a:
  test.nop:
    - name: {{ name }}
