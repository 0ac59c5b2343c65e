t: test.nop
"s[1]*":
  test.nop:
    - require_in:
      - test: t
