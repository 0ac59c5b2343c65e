a: {thing.present: [{size: 2}, {colour: red}]}
