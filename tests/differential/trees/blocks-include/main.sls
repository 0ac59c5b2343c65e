happy: {test.nop: []}
#!require:happy
include: [other]
wow: {test.nop: []}
