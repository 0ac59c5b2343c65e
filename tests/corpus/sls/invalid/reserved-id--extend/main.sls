__extend__:
  - a: {}
