one: {test.nop: []}
#!require:one
two: {test.nop: []}
#!END
#!require:two
three: {test.nop: []}
#!END
