a: {thing.present: [{colour: v}]}
b: {thing.present: [{size: 1}, {require: [{thing: a}]}]}
