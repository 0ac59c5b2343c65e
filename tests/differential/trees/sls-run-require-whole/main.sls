b: {test.nop: [{require: [{sls: r}]}]}
r: {sls.run: [{sls_sources: [one]}]}
