one: {test.nop: []}
two: {test.nop: [{require: [{test: one}]}]}
#!require:one
after_one: {test.nop: []}
#!END
#!require:two
after_two: {test.nop: []}
#!END
