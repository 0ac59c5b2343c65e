a: {thing.present: [{colour: v}]}
b: {thing.present: [{colour: v}]}
c: {thing.present: [{colour: v}]}
