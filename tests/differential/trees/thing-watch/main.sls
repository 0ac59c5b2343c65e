a: {thing.present: [{size: 1}]}
b: {test.nop: [{onchanges: [{thing: a}]}]}
