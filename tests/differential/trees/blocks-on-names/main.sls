a: {test.nop: [{names: [x, y]}]}
#!require:a
b: {test.nop: []}
