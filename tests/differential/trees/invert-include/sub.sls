b: {thing.present: [{colour: v}]}
