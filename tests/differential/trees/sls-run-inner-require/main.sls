net: {test.nop: []}
net_a:
  sls.run:
    - sls_sources: [sls.network]
