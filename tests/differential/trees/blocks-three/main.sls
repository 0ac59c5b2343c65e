a: {test.nop: []}
#!require:a
b: {test.nop: []}
#!END
#!require:b
c: {test.nop: []}
#!END
d: {test.nop: []}
