a: {thing.present: [{names: [x, y]}, {colour: v}]}
