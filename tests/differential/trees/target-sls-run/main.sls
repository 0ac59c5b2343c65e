net: {sls.run: [{sls_sources: [sub]}]}
x: {test.nop: []}
