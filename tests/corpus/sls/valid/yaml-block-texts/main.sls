a:
  test.nop:
    - literal: |
        one
          two
    - folded: >-
        one
        two
    - quoted: "tab\tnew\nline \u00e9"
