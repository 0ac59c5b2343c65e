a: !!set
  x:
