include:
  - {{ 'deep.' ~ 'nope' }}
a: test.nop
