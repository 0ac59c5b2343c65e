include: [sub]
a: {thing.present: [{colour: v}]}
