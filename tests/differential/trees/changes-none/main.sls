a: {test.present: [{new_state: {k: v, m: {x: [1, 2]}}}]}
