a: {thing.present: [{size: 2}]}
