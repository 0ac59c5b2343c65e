b:
  test.nop:
    - require:
      - sls:
        - net_a:
          - test: net
net_a:
  sls.run:
    - sls_sources: [sls.network]
