a: {thing.present: [{size: 0}, {colour: ""}]}
