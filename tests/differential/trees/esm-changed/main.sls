a: {test.present: [{new_state: {k: v, same: 1, l: [1, 2]}}]}
