a: {thing.present: [{size: 1}]}
b: {thing.present: [{colour: "on ${thing:a:resource_id}"}]}
