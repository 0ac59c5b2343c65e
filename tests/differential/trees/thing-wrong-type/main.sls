a: {thing.present: [{size: large}]}
b: {thing.present: [{size: 1}]}
