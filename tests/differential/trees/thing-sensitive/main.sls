a: {thing.present: [{size: 1}, {password: first-secret}, {sensitive: [password]}]}
