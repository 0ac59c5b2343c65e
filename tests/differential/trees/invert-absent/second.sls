a: {test.absent: [{new_state: {name: a, k: v}}]}
