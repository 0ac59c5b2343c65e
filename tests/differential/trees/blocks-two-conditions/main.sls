one: {test.nop: []}
two: {test.nop: [{require: [{test: one}]}]}
#!require:one;require:two
wow: {test.nop: []}
