a: {test.present: [{new_state: {k: v, l: [1, 2]}}]}
b:
  test.succeed_with_arg_bind:
    - parameters: {x: none, y: none}
    - arg_bind:
      - test:
        - a:
          - k: parameters:x
          - "l[1]": parameters:y
