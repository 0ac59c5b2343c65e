a: {thing.present: [{size: 2}, {recreate_on_update: {create_before_destroy: false}}]}
