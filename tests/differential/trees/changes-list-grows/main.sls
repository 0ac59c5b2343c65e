a: {test.present: [{new_state: {l: [a]}}]}
