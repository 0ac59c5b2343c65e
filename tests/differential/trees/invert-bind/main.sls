a: {thing.present: [{colour: v}]}
b: {thing.present: [{colour: "${thing:a:colour}"}]}
