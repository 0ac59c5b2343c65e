a: {test.nop: []}
b: {test.nop: [{order: soon}]}
