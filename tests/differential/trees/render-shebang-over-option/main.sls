#!yaml
a: {test.nop: []}
