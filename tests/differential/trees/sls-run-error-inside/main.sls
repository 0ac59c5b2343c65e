r: {sls.run: [{sls_sources: [one]}]}
b: {test.nop: []}
c: {test.nop: [{require: [{sls: r}]}]}
