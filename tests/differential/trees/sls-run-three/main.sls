o: {sls.run: [{sls_sources: [one]}, {k: top}]}
