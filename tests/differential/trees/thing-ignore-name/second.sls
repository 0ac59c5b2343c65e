a: {thing.present: [{size: 2}, {ignore_changes: [name]}]}
