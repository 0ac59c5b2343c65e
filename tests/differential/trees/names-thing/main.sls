a: {thing.present: [{names: [x, y]}, {size: 1}]}
