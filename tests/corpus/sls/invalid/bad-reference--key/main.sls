a:
  nop:
    size: 1
