a: {thing.present: [{size: 1}, {recreate_on_update: {}}]}
