a: {test.nop: []}
z: {test.nop: []}
#!require:a
b: {test.nop: []}
