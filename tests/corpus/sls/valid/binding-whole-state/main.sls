net:
  test.present:
    - new_state: {cidr: 10.0.0.0/16, zone: a}
vm:
  test.succeed_with_arg_bind:
    - parameters: ${test:net:}
