a: {thing.present: [{colour: v}]}
b: {thing.present: [{colour: w}, {onchanges: [{thing: a}]}]}
