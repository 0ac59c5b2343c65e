a: {thing.present: [{names: [y, z]}, {size: 2}]}
