r: {sls.run: [{sls_sources: [sub]}, {ids: [x, y]}, {m: {k: deep}}]}
