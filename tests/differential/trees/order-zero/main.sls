a: {test.nop: []}
b: {test.nop: [{order: 0}]}
c: {test.nop: [{order: soon}]}
