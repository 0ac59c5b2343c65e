happy: {test.nop: []}
waits: {test.nop: [{require: [{test: wow}]}]}
#!require:happy
wow: {test.nop: []}
