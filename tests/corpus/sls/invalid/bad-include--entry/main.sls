include:
  - 5
  - {a: b}
