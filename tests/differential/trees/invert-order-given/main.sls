a: {thing.present: [{size: 1}, {order: 3}]}
b: {thing.present: [{size: 1}, {order: 1}]}
c: {thing.present: [{size: 1}, {order: -1}]}
