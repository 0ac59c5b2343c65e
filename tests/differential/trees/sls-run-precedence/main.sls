r: {sls.run: [{sls_sources: [sub]}, {params: [group]}, {k: inline}]}
