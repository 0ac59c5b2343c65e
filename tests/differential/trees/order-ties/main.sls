zed: {test.nop: [{order: 5}]}
abe: {test.nop: [{order: 5}]}
mid: {test.anop: [{order: 5}]}
