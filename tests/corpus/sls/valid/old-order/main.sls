first:
  test.nop: []
second:
  test.nop: []
third:
  test.nop: []
fourth:
  test.nop: []
fifth:
  test.nop: []
sixth:
  test.nop: []
seventh:
  test.nop: []
eighth:
  test.nop: []
ninth:
  test.nop: []
tenth:
  test.nop: []
