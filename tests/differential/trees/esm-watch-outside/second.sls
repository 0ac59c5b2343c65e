b: {test.nop: [{watch: [{test: a}]}]}
