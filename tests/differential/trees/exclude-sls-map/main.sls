include: [other, another]
exclude:
  - sls: "*other"
a: {test.nop: []}
