net_a:
  sls.run:
    - sls_sources: [sls.network]
b: {test.succeed_with_arg_bind: [{parameters: {got: "${sls:net_a:test:net:k}"}}]}
