include: [other]
exclude:
  - id: b
a: {test.nop: []}
