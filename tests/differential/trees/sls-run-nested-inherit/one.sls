i: {sls.run: [{sls_sources: [two]}, {k: inner}]}
