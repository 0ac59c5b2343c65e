a: {thing.present: [{colour: v}]}
b: {thing.present: [{colour: w}, {require: [{thing: a}]}]}
