a: {thing.present: [{size: 1}, {password: second-secret}, {sensitive: [password]}]}
