a: {thing.present: [{size: 1}, {colour: red}, {ignore_changes: [colour, size]}]}
