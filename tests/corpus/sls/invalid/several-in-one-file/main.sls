include: [other, missing]
a: nop
b:
  test.nop:
    - 5
c:
  test.nop:
    - require: x
    - arg: ${x}
