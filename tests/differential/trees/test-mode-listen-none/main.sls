a: {test.nop: []}
b: {test.nop: [{listen: [{test: a}]}]}
