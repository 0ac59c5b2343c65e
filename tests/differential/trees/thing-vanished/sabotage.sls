wreck: {thing.absent: [{resource_id: thing-1}]}
