a: {thing.present: [{colour: v}]}
