r: {sls.run: [{k: v}]}
b: {test.nop: []}
