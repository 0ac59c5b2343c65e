a: {thing.present: [{size: 2}, {colour: null}]}
