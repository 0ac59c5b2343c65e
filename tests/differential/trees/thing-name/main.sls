a: {thing.present: [{name: first}, {size: 1}]}
