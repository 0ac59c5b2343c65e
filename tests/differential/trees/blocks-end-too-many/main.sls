one: {test.nop: []}
#!END
two: {test.nop: []}
