b: {test.nop: [{order: 5}]}
a: {test.nop: [{order: 5}]}
c: {test.nop: [{order: 1}]}
