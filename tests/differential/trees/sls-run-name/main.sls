r: {sls.run: [{name: foo}, {sls_sources: [one]}]}
