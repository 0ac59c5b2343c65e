o: {sls.run: [{sls_sources: [one]}, {s: outer}]}
