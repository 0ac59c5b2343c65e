include: [sls.network]
net_a:
  sls.run:
    - sls_sources: [sls.network]
