a: {thing.present: [{size: 1}, {colour: red}]}
