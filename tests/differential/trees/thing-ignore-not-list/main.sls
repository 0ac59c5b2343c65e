a: {thing.present: [{size: 1}, {ignore_changes: size}]}
