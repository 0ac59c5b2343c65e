a: {test.present: [{new_state: {l: [1, 2], k: v}}]}
