a: {thing.present: [{size: 2}, {ignore_changes: [size]}, {recreate_on_update: {create_before_destroy: false}}]}
