f: {test.fail_without_changes: []}
a: {test.present: [{new_state: {k: w}}, {require: [{test: f}]}]}
