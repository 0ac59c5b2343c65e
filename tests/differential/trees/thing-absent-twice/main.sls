a: {thing.present: [{size: 1}]}
