a:
  test.nop: &a {x: 1, y: 1}
b:
  test.nop: &b {y: 2, z: 2}
c:
  test.nop:
    z: 3
    <<: [*a, *b]
