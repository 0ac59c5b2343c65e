a:
  test.nop:
    - require:
        - sls:
            - net_a:
                - cloud.network: net
                - sls:
                    - inner:
                        - test: leaf
    - got: ${sls:net_a:cloud.network:net:resource_id}
    - deep: ${sls:net_a:sls:inner:test:leaf:key}
    - own: ${sls:net_a:Status}
