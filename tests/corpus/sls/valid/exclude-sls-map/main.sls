include: [shared.one, other]
exclude:
  - sls: shared.one
a: test.nop
