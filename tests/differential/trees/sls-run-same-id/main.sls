r: {sls.run: [{sls_sources: [one]}]}
net: {test.nop: []}
