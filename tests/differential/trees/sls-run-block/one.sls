a: {test.nop: []}
#!require:a
b: {test.nop: []}
