one: {test.nop: []}
#!require:one
two: {test.nop: []}
#!require:two
three: {test.nop: []}
#!END
four: {test.nop: []}
#!END
five: {test.nop: []}
