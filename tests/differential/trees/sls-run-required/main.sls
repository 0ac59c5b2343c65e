r: {sls.run: [{sls_sources: [one]}, {require: [{test: a}]}]}
a: {test.nop: []}
