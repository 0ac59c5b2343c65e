net: {sls.run: [{sls_sources: [sub]}]}
