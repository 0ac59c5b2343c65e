n: {test.nop: []}
m: {test.nop: [{require: [{test: n}]}, {require: [{thing: a}]}]}
a: {thing.present: [{colour: v}]}
