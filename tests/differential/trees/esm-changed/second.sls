a: {test.present: [{new_state: {k: w, same: 1, l: [2, 1]}}]}
