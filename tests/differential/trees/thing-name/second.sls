a: {thing.present: [{name: renamed}, {size: 1}]}
