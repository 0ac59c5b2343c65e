a: test.nop
#!require:a
include: [other]
b: test.nop
