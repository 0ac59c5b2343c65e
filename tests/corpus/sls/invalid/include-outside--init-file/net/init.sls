include:
  - ....x
