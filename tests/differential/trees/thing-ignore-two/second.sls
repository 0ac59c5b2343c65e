a: {thing.present: [{size: 1}, {colour: blue}, {ignore_changes: [colour, size]}]}
