net: test.nop
vm:
  test.nop:
    - spec: {}
    - arg_bind:
      - test:
        - net:
          - cidr: spec:ranges[0]
          - "subnets[*]:id": ids
