inner: {sls.run: [{sls_sources: [two]}]}
mid: {test.nop: []}
