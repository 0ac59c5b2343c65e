a: {thing.absent: []}
