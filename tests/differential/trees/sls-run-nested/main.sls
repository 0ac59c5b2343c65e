outer: {sls.run: [{sls_sources: [one]}]}
