r: {sls.run: [{names: [x, y]}, {sls_sources: [one]}]}
