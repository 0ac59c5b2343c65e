src: {test.present: [{new_state: {k: v}}]}
many:
  test.present:
    - names: [x, y]
    - new_state: {got: "${test:src:k}"}
