a: {thing.present: [{size: 1}, {recreate_on_update: {create_before_destroy: false}}]}
