t: test.nop
s:
  test.nop:
    - require: [t]
    - watch:
      - id: t
