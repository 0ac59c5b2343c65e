a: {test.nop: []}
x: {test.nop: []}
#!require:a
b: {test.nop: []}
