defaults: &d
  test.nop:
    - &arg {size: 1}
shared:
  test.nop:
    &base
    size: 1
    label: base
b:
  test.nop:
    <<: *base
    label: own
