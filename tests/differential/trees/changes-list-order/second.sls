a: {test.present: [{new_state: {l: [c, a, b]}}]}
