a:
  test.present:
    - new_state: &base {x: 1, y: 2}
b:
  test.present:
    - new_state:
        <<: *base
        y: 3
