b: {test.nop: [{require: [{test: net_a.net}, {sls: net_a}]}]}
net_a:
  sls.run:
    - sls_sources: [sls.network]
