a: {test.nop: [{parallel: true}]}
