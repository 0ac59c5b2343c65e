a: {thing.present: [{size: 1}, {tags: {x: one, y: two}}, {ignore_changes: ["tags:x"]}]}
