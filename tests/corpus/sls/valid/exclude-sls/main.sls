include: [shared.one, shared.two, other]
exclude:
  - shared.*
a: test.nop
