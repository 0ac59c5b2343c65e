net_a:
  sls.run:
    - sls_sources: [sls.network]
b: {test.succeed_with_arg_bind: [{parameters: {got: "${test:net_a.net:k}"}}]}
