last: {test.nop: [{order: last}]}
very_last: {test.nop: [{order: -1}]}
second_last: {test.nop: [{order: -2}]}
middle: {test.nop: []}
start: {test.nop: [{order: first}]}
