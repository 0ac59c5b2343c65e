net:
  test.present:
    - new_state: {cidr: 10.0.0.0/16}
vms:
  test.succeed_with_arg_bind:
    - names: [a, b]
    - parameters:
        range: ${test:net:cidr}
    - require:
      - test: net
