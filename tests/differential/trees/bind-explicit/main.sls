a: {test.present: [{new_state: {k: v}}]}
b:
  test.succeed_with_arg_bind:
    - parameters: {got: placeholder}
    - arg_bind:
      - test:
        - a:
          - k: parameters:got
