foo:
  - bar
