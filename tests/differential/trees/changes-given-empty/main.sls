a: {test.present: [{new_state: {k: v}}, {changes: {}}]}
