a: {test.present: [{new_state: {name: a, k: v}}]}
