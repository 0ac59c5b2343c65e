net_a:
  sls.run:
    - sls_sources: [sls.network]
    - network_name: A
net_b:
  sls.run:
    - sls_sources: [sls.network]
    - network_name: B
