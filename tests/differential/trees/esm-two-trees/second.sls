b: {test.present: [{new_state: {name: b, k: v}}]}
