c: {thing.present: [{colour: "${thing:b:resource_id}"}]}
b: {thing.present: [{colour: "${thing:a:resource_id}"}]}
a: {thing.present: [{size: 1}]}
