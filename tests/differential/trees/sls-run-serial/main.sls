r: {sls.run: [{sls_sources: [one]}]}
z: {test.nop: []}
