a: {thing.present: [{size: 1}, {ignore_changes: [size]}, {recreate_on_update: {create_before_destroy: false}}]}
