happy: {test.nop: []}
#!require:happy
wow: {test.nop: []}
#!END
more: {test.nop: []}
