f: {test.fail_without_changes: []}
b: {thing.present: [{size: 1}, {onfail: [{test: f}]}]}
