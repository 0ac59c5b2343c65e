happy: {test.nop: []}
#!require:nobody
wow: {test.nop: []}
