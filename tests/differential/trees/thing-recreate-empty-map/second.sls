a: {thing.present: [{size: 2}, {recreate_on_update: {}}]}
