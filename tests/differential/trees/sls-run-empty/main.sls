r: {sls.run: [{sls_sources: [one]}]}
