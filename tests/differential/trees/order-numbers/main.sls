auto: {test.nop: []}
second: {test.nop: [{order: 2}]}
first: {test.nop: [{order: 1}]}
