a: {thing.present: [{size: 1}]}
b: {thing.present: [{colour: "${thing:a:resource_id}"}]}
c: {thing.present: [{require: [{thing: b}]}, {size: 2}]}
