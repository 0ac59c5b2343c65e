a: {test.nop: [{order: 2}]}
b: {test.nop: [{order: 1.5}]}
c: {test.nop: [{order: 1}]}
