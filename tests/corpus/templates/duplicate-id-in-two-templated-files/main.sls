include:
  - net
{{ 'a' }}: test.nop
