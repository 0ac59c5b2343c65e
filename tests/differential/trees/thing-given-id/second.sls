b: {thing.present: [{name: a}, {resource_id: thing-1}, {size: 5}]}
