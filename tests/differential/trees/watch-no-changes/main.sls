a: {test.nop: []}
b: {test.nop: [{watch: [{test: a}]}]}
