r: {sls.run: [{sls_sources: [one]}, {k: one}]}
