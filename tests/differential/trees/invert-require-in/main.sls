b: {thing.present: [{colour: v}]}
a: {thing.present: [{size: 1}, {require_in: [{thing: b}]}]}
