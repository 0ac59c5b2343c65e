t: test.nop
u:
  test.nop:
    - name: by name
s:
  test.nop:
    - require_in: [t, by name]
