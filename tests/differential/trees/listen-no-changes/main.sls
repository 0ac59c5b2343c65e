b: {test.nop: [{listen: [{test: a}]}]}
a: {test.nop: []}
