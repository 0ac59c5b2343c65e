a: {test.present: [{new_state: {k: v}}, {changes: {old: 1, new: 2}}]}
