a: {thing.present: [{size: 1}, {tags: {x: changed, y: three}}, {ignore_changes: ["tags:x"]}]}
