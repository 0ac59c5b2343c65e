net_a:
  sls.run:
    - sls_sources: [sls.nowhere]
