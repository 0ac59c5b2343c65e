r1: {sls.run: [{sls_sources: [sub]}, {k: one}]}
r2: {sls.run: [{sls_sources: [sub]}, {k: two}]}
