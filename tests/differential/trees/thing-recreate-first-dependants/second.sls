a: {thing.present: [{size: 2}, {recreate_on_update: {create_before_destroy: true}}]}
b: {thing.present: [{colour: "${thing:a:resource_id}"}]}
