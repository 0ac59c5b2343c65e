a: {thing.present: [{colour: v}]}
b: {thing.present: [{size: 1}, {require: [{thing: a}]}]}
f: {test.fail_without_changes: [{require: [{thing: b}]}]}
