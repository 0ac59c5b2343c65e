net: {sls.run: [{sls_sources: [sub]}]}
b: {test.nop: [{require: [{sls: net}]}]}
x: {test.nop: []}
