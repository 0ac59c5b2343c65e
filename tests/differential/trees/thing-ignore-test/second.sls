a: {thing.present: [{size: 2}, {colour: blue}, {ignore_changes: [colour]}]}
