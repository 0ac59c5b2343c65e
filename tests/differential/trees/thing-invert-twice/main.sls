a: {thing.present: [{size: 1}]}
b: {thing.present: [{size: 2}, {require: [{thing: a}]}]}
