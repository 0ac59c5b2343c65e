many:
  test.present:
    - names:
      - x:
        - new_state: {k: from x}
      - y:
        - new_state: {k: from y}
b: {test.succeed_with_arg_bind: [{parameters: {got: "${test:many:k}"}}]}
