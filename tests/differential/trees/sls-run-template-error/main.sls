r: {sls.run: [{sls_sources: [one]}]}
b: {test.nop: []}
