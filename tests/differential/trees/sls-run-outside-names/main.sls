t: {test.nop: []}
r: {sls.run: [{sls_sources: [one]}]}
